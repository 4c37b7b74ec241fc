"""What is typed about and by clients."""

from tandem.feedback.forms.surveys import AnswerForm, AskForm, FollowUpForm, GiveForm, SurpriseForm

__all__ = ["AnswerForm", "AskForm", "FollowUpForm", "GiveForm", "SurpriseForm"]
