"""A template that can't be used."""


class Faulty(ValueError):
    """`problems` says what is wrong with a template, in words for whoever brought it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
