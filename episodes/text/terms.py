"""The telling words of a text: what two texts have in common is counted in them.

Words of scripts that put spaces between them are taken whole; Chinese, Japanese, Thai, Lao, Khmer and Burmese are
cut into pairs of neighbouring characters, which finds common words without a dictionary.
"""

import re

SHORTEST = 3  # characters, of a word in a script with spaces

# Function words of languages that share shows; in other languages their frequency gives them away.
STOP_WORDS = frozenset(
    """
    about above across actually after again against ago all almost along already also although always among and another
    any anybody anyone anything are aren around ask asks away back because become becomes been before behind being
    below between both bring brings but call called came can cannot come comes could couldn did didn different does
    doesn doing don done down during each either else enough episode especially even ever every everybody everyone
    everything far few find finds first for from full further gave get gets getting give given gives goes going gone
    good got had hadn happen happens has hasn have haven having her here hers herself him himself his how however
    instead into isn its itself just keep kept kind know known knows last later least less let lets like likely little
    long longer look looks lot made make makes making many matter may maybe mean means might mine more most much must
    myself nearly need needs neither never new next nobody non none nor not nothing now off often old once one ones
    only onto other others otherwise our ours ourselves out over own part parts per perhaps point put puts quite rather
    really right said same saw say saying says see seem seems seen several shall she should shouldn show shows side
    since small some somebody someone something sometimes soon still such take taken takes talk talks tell tells than
    that the their theirs them themselves then there therefore these they thing things think this those though three
    through thus time times today together told too took toward towards try turn turns two under unless until upon use
    used uses using very want wants was wasn way ways week well went were weren what whatever when where whether which
    while who whole whom whose why will with within without won work works would wouldn year years yes yet you your
    yours yourself

    aber alle allem allen aller alles als also andere anderen auch auf aus bei beim bin bis bist damit dann das dass
    dein dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen
    einer eines einmal etwas für gegen gibt hab habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren
    immer ist jede jedem jeden jeder jedes jetzt kann kein keine können mal man mehr mein mich mir mit muss nach nicht
    nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen selbst sich sie sind soll über und uns unser
    unter viel vom von vor war waren warum was weil welche wenn wer werden wie wieder will wir wird wirklich wo wurde
    wurden zum zur zwei zwischen

    alors après aussi autre autres aux avant avec avoir bien car ces cet cette ceux chez comme comment dans depuis des
    donc dont elle elles encore entre est été être eux faire fait faut ils jamais les leur leurs lui mais même moins
    mon nos notre nous ont ou où par parce pas peu peut plus pour pourquoi quand que quel quelle quelles quels qui
    quoi sans ses son sont sous sur tous tout toute toutes très une vos votre vous

    algo ante antes aquí así aunque cada como cómo con contra cosa cual cuando cuál del desde donde dos ella ellas
    ellos entonces entre era eran eres esa esas ese eso esos esta está están estas este esto estos fue fueron gran hace
    hacer hacia han hasta hay las los más menos mientras mis mucho muchos muy nada ninguno nos nosotros nuestra nuestro
    otra otras otro otros para pero poco por porque pues puede qué quien quién ser será sido siempre sin sino sobre
    solo son sus también tanto tener tiene tienen toda todas todo todos tras una unas uno unos usted ustedes vez
    """.split()  # noqa: SIM905 - one word a line would take 500 lines
)

# Addresses would add words that nobody reads: bare ones, and the second half of a Markdown link.
ADDRESS = re.compile(r"https?://\S+|(?<=\])\([^()\s]*\)")
PAIRED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Kana other than katakana is mostly grammar (は, です, ました); a run of katakana is a word.
KATAKANA = "\u30a1-\u30fa\u30fc\uff66-\uff9f"
HIRAGANA = "\u3041-\u309f"
# Vowel signs and accents belong to the word, though they are no letters to a regular expression.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0963\u0966-\u0dff"
WORDS = re.compile(
    rf"(?P<paired>[{PAIRED}]+)|(?P<katakana>[{KATAKANA}]+)"
    rf"|(?P<word>(?:(?![{PAIRED}{KATAKANA}{HIRAGANA}_])[\w{MARKS}])+)"
)
SPECIAL = re.compile(f"[{PAIRED}{KATAKANA}{HIRAGANA}{MARKS}]")
SPACED = re.compile(r"[^\W_]+")


def terms(text: str) -> list[str]:
    """The telling words of a plain or Markdown text, lower-case, in its order and with repetitions."""
    text = ADDRESS.sub(" ", text.lower())
    if not SPECIAL.search(text):  # The plain way finds the same, several times faster.
        return [word for word in SPACED.findall(text) if _tells(word)]
    found = []
    for match in WORDS.finditer(text):
        run = match[0]
        if match.lastgroup == "paired":
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        elif match.lastgroup == "katakana":
            found += [run] if len(run) > 1 else []
        elif _tells(run):
            found.append(run)
    return found


def _tells(word):
    return len(word) >= SHORTEST and word not in STOP_WORDS and not word[0].isdigit()
