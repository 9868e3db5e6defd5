"""What a gateway answers when it is handed a message: nothing, if it has it; else why not, and whether to try again."""

from datetime import timedelta


class NotNow(Exception):
    """The gateway cannot take the message at present; it is tried again. `wait` is how long the gateway asks for."""

    def __init__(self, sentence: str, wait: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.wait = wait


class Refused(Exception):
    """The gateway will never take the message, for the reason that the sentence tells."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
