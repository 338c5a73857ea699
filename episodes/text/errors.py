"""What the pure readers raise: one sentence, kept apart from what somebody typed so that it can be translated."""


class SentenceError(ValueError):
    """``template`` is a sentence with ``%(name)s`` in it, marked by ``gettext_noop``; ``params`` fill it.

    As text it is the English sentence.
    """

    def __init__(self, template: str, params: dict):
        super().__init__(template, params)
        self.template, self.params = template, params

    def __str__(self):
        return self.template % self.params
