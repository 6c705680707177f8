"""Names as they are compared: without case, accents, punctuation or, if need be, script.

Only the comparison is folded; what is shown is always the name as the source has it. Many names
are folded as one text, because a hundred thousand calls would take longer than the search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DROPPED = re.compile("['’‘ʻʼʹ`´\u0300-\u036f\u0640\u064b-\u065f\u0670]+")
_PUNCTUATION = re.compile(r"[^\w\n ]|_")
_GAPS = re.compile(" {2,}")
_HAN = re.compile("[\u4e00-\u9fff]")
# Letters that Unicode does not decompose but that people type as the plain one.
_PLAIN = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ə": "a", "æ": "ae"}
# Letters of Arabic as Persian, Uyghur and Urdu keyboards have them.
_PLAIN |= {"ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه", "ە": "ه", "ہ": "ه"}

_CYRILLIC = "абвгдезиклмнопрстуфыэ"
_LATIN = "abvgdeziklmnoprstufye"
_ROMAN = str.maketrans(
    dict(zip(_CYRILLIC, _LATIN, strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""}
    | {"ю": "yu", "я": "ya", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o", "ұ": "u"}
    | {"ү": "u", "һ": "h", "і": "i", "ҳ": "h", "ҷ": "j"}
)


def fold(text: str) -> str:
    """The form in which two names are compared.

    >>> fold("Xi'an – Ürümqi"), fold("Oʻzbekiston"), fold("ТЮРКИЯ"), fold("dry-port")
    ('xian urumqi', 'ozbekiston', 'тюркия', 'dry port')
    >>> fold("烏魯木齊") == fold("乌鲁木齐"), fold("تركيا") == fold("ترکیا")
    (True, True)
    """
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """The forms in which many names are compared, in the same order.

    >>> fold_all(["Khorgos (Хоргос)", " a\\nb ", "%"])
    ['khorgos хоргос', 'a b', '%']
    """
    if not texts:
        return []
    text = "\n".join(" ".join(text.split()) if "\n" in text else text for text in texts)
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        for letter, plain in _PLAIN.items():
            text = text.replace(letter, plain)
        if _HAN.search(text):
            from kg.model.hanzi import SIMPLIFIED

            text = text.translate(SIMPLIFIED)
    text = _PUNCTUATION.sub(" ", _DROPPED.sub("", text))
    folded = [line.strip() for line in _GAPS.sub(" ", text).split("\n")]
    return folded if all(folded) else _with_signs(texts, folded)


def _with_signs(texts: Sequence[str], folded: Sequence[str]) -> list[str]:
    """Keep the names that are nothing but signs, such as %, as they are."""
    return [name or text.strip() for name, text in zip(folded, texts, strict=True)]


def romanise(text: str) -> str:
    """A folded name in Latin letters, as far as a letter-by-letter table of Cyrillic goes.

    Only for guessing what was meant, where no name in the same script fits.

    >>> romanise(fold("Хоргос")), romanise(fold("Қашқар"))
    ('khorgos', 'qashqar')
    """
    return text if text.isascii() else text.translate(_ROMAN)
