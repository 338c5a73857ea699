"""Languages as Open Graph writes them: with a country, ``en_US``."""

#: Where a language without a country is spoken most, if its own letters are not that country's.
COUNTRIES = {
    "ar": "AR",
    "bn": "IN",
    "ca": "ES",
    "cs": "CZ",
    "cy": "GB",
    "da": "DK",
    "el": "GR",
    "en": "US",
    "et": "EE",
    "eu": "ES",
    "fa": "IR",
    "ga": "IE",
    "gl": "ES",
    "he": "IL",
    "hi": "IN",
    "ja": "JP",
    "ko": "KR",
    "nb": "NO",
    "nn": "NO",
    "sl": "SI",
    "sq": "AL",
    "sr": "RS",
    "sv": "SE",
    "ta": "IN",
    "uk": "UA",
    "ur": "PK",
    "vi": "VN",
    "zh": "CN",
}


def locale_of(language: str) -> str:
    """``pt_BR`` for the language tag ``pt-BR``, ``de_DE`` for ``de``; empty for what is no language of two letters.

    Source: https://ogp.me/#optional, ``language_TERRITORY``.
    """
    code, *others = language.replace("_", "-").split("-")
    code = code.lower()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        return ""
    regions = [part.upper() for part in others if len(part) == 2 and part.isascii() and part.isalpha()]
    return f"{code}_{(regions or [COUNTRIES.get(code, code.upper())])[0]}"
