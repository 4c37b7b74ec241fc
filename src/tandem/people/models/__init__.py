"""Nouns: firm, person, team, role, skill, rates, working week, holidays, time off."""

from tandem.people.models.firm import Firm, Holiday, HolidayCalendar, Role, RoleRate, Skill, Team
from tandem.people.models.person import Access, CostRate, Person, PersonSkill, TimeOff, WorkingWeek

__all__ = [
    "Access",
    "CostRate",
    "Firm",
    "Holiday",
    "HolidayCalendar",
    "Person",
    "PersonSkill",
    "Role",
    "RoleRate",
    "Skill",
    "Team",
    "TimeOff",
    "WorkingWeek",
]
