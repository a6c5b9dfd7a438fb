"""Words in both languages beside each other."""


class Words:
    """Picks the Chinese or the English of a pair."""

    def __init__(self, language: str) -> None:
        """Remember the language of the page."""
        self.is_chinese = language.startswith("zh")

    def __call__(self, chinese: str, english: str) -> str:
        """Return the words in the language of the page."""
        return chinese if self.is_chinese else english
