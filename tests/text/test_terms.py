"""The telling words of a text, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.terms import terms

TEXTS = [
    ("The models are trained on podcasts.", ["models", "trained", "podcasts"]),
    ("LLM, GPU and ASR; an AI", ["llm", "gpu", "asr"]),
    ("**Fine-tuning** _helps_ [6], see [notes](https://a.example/some-page)", ["fine", "tuning", "helps", "notes"]),
    ("at https://a.example/some-page today", []),
    ("20 billion in 2023, GPT4 and 4bit", ["billion", "gpt4"]),
    ("word word", ["word", "word"]),
    ("Die Modelle und das Rauschen", ["modelle", "rauschen"]),
    ("Être et l'évaluation des modèles", ["évaluation", "modèles"]),
    ("音声認識", ["音声", "声認", "認識"]),
    ("音声の認識をします。", ["音声", "認識"]),
    ("ポッドキャストを聞く", ["ポッドキャスト"]),
    ("大语言模型", ["大语", "语言", "言模", "模型"]),
    ("การรู้จำ", ["กา", "าร", "รร", "รู", "ู้", "้จ", "จำ"]),
    ("음성 인식은", ["인식은"]),
    ("हिन्दी पॉडकास्ट।", ["हिन्दी", "पॉडकास्ट"]),
    ("распознавание речи", ["распознавание", "речи"]),
    ("التعرف على الكلام", ["التعرف", "على", "الكلام"]),
    ("GPUで学習", ["gpu", "学習"]),
    ("🎙️ !!! [1, 2]", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "words"), TEXTS)
def test_terms(text, words):
    assert terms(text) == words


@given(st.text())
def test_terms_of_anything_are_words(text):
    assert all(term and not term.isspace() and term == term.lower() for term in terms(text))


@given(st.text(alphabet="aZß9_é -.,'üж", max_size=40))
def test_a_foreign_sign_elsewhere_changes_nothing(text):
    assert terms(f"{text} は") == terms(text)
