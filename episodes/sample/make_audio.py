#!/usr/bin/env python3
"""Make the audio and the transcripts of the sample episodes from their dialogue.

    python episodes/sample/make_audio.py              every episode
    python episodes/sample/make_audio.py SLUG ...     only these

For each episodes/SLUG.toml this writes two files:

    audio/SLUG.mp3         mono, the turns read aloud, each person in the voice that people.toml gives
    transcripts/SLUG.vtt   WebVTT, one cue per sentence; cue "t.s" is sentence s of turn t, both from 1

A cue starts and ends at the first and the last audible sample of its sentence in the decoded MP3: sentences
are placed on the time line by counting samples, and nothing that is done to the sound afterwards moves it.
The same input gives the same files, byte for byte, with the same versions of the two programs.

Needs Python 3.11 or later and the Debian packages espeak-ng and ffmpeg.

Units: times are in seconds unless a name says otherwise; sound is signed 16-bit samples, RATE a second.
"""

import argparse
import array
import html
import json
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
PROGRAMS = ("espeak-ng", "ffmpeg")

RATE = 22_050  # samples per second; what espeak-ng gives and what the MP3 keeps
BITRATE = 24  # kbit/s, constant, so that a player can seek by counting bytes
CUTOFF = 7_000  # Hz, the highest frequency the MP3 keeps; the encoder's own choice dulls the sibilants
MAX_BYTES = 900_000  # of one MP3

LEAD_IN = 0.6  # before the first sentence
LEAD_OUT = 1.0  # after the last
TURN_GAP = 0.45  # where the speaker changes
SENTENCE_GAP = 0.22  # between two sentences of a turn, and a little more ...
GAP_PER_WORD = 0.003  # ... for each word just spoken: a long sentence wants a longer breath

SILENCE = 160  # a sample below this (of 32768) at either end of a sentence is not speech
SPEECH_LEVEL = 2_600  # root mean square to which every voice is brought before they are mixed
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=11"  # EBU R 128: LUFS, dB true peak, LU

ROOM_SECONDS = 0.12  # length of the room's impulse response
ROOM_DECAY = 0.02  # time in which its reflections fall to 1/e
ROOM_LEVEL = 0.15  # root of the energy of all reflections, against the direct sound

# Rumble out, a little body, the buzz of the synthesiser between 2 and 5 kHz turned down, the top rolled off.
TONE = (
    "highpass=f=70,equalizer=f=220:t=q:w=0.9:g=1.5,equalizer=f=3000:t=q:w=0.8:g=-4,"
    "highshelf=f=5500:g=-3,lowpass=f=8500:p=1"
)
# Evens out the syllables; its attack leaves consonants alone.
COMPRESS = "acompressor=threshold=0.08:ratio=2.5:attack=8:release=120:knee=6"
# Holds the peaks, so that one gain can bring the whole to the target loudness.
LIMIT = "alimiter=limit=0.36:level=0:attack=4:release=60:latency=1"
# Air in the room, some 45 dB below the voices, so that a pause is quiet and not dead.
AIR = f"anoisesrc=color=brown:seed=1:amplitude=0.004:sample_rate={RATE},highpass=f=60,lowpass=f=900:p=1"


@dataclass(frozen=True)
class Sentence:
    """One sentence: its cue id, its words, and the slug of the person who says it."""

    cue: str
    text: str
    who: str


@dataclass(frozen=True)
class Cue:
    """A sentence on the time line, from `start` to `end` in samples."""

    sentence: Sentence
    start: int
    end: int


def fail(message: str) -> NoReturn:
    """Stop with one sentence on standard error."""
    sys.exit(f"make_audio: {message}")


def run(*command: str | Path, text: str | None = None) -> str:
    """Run a program, give it `text` on standard input, and return its standard error; stop if it fails."""
    done = subprocess.run([str(part) for part in command], input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        fail(f"{command[0]} failed: {last}")
    return done.stderr


def load(path: Path) -> dict:
    """Return the content of a TOML file; stop if there is none or it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"cannot read {path}: {error.strerror}.")
    except tomllib.TOMLDecodeError as error:
        fail(f"{path} is not TOML: {error}.")


def by_slug(rows: list[dict]) -> dict[str, dict]:
    """Index rows by their slug."""
    return {row["slug"]: row for row in rows}


def sentences(turns: list[dict]) -> list[Sentence]:
    """Split every turn after each . ? or ! that is followed by white space."""
    return [
        Sentence(f"{t}.{s}", " ".join(text.split()), turn["who"])
        for t, turn in enumerate(turns, 1)
        for s, text in enumerate(re.split(r"(?<=[.?!])\s+", turn["text"].strip()), 1)
    ]


def read_wav(path: Path) -> array.array:
    """Return the samples of a mono 16-bit WAV file at RATE."""
    with wave.open(str(path), "rb") as wav:
        if (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) != (RATE, 1, 2):
            fail(f"espeak-ng did not give {RATE} Hz, mono, 16 bits.")
        samples = array.array("h", wav.readframes(wav.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def write_wav(path: Path, samples: array.array) -> None:
    """Write samples as a mono 16-bit WAV file at RATE."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(samples.tobytes())


def trim(samples: array.array) -> array.array:
    """Cut the silence from both ends."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) >= SILENCE]
    return samples[loud[0] : loud[-1] + 1] if loud else samples


def speak(sentence: Sentence, voice: dict, folder: Path) -> array.array:
    """Synthesise one sentence; `voice` has espeak-ng's name, pitch (0 to 99) and speed (words per minute)."""
    path = folder / "sentence.wav"
    options = ["-v", voice["name"], "-p", voice["pitch"], "-s", voice["speed"], "-z", "-b", "1", "-w", path]
    run("espeak-ng", *options, "--stdin", text=sentence.text)
    samples = trim(read_wav(path))
    if not samples:
        fail(f"espeak-ng said nothing for {sentence.cue}, {sentence.text!r}.")
    return samples


def level(spoken: list[tuple[Sentence, array.array]]) -> list[tuple[Sentence, array.array]]:
    """Bring every person to SPEECH_LEVEL with one gain for all that the person says."""
    energy: dict[str, list[int]] = {}
    for sentence, samples in spoken:
        total = energy.setdefault(sentence.who, [0, 0])
        total[0] += sum(sample * sample for sample in samples)
        total[1] += len(samples)
    gain = {who: SPEECH_LEVEL / math.sqrt(squares / count) for who, (squares, count) in energy.items()}
    return [
        (sentence, array.array("h", (to_sample(sample * gain[sentence.who]) for sample in samples)))
        for sentence, samples in spoken
    ]


def to_sample(value: float) -> int:
    """Round to the nearest sample that 16 bits can hold."""
    return max(-32_768, min(32_767, round(value)))


def assemble(spoken: list[tuple[Sentence, array.array]]) -> tuple[array.array, list[Cue]]:
    """Lay the sentences on one time line with pauses between them; return it and where each sentence lies."""
    line = array.array("h", bytes(2 * round(LEAD_IN * RATE)))
    cues: list[Cue] = []
    for sentence, samples in spoken:
        if cues:
            before = cues[-1].sentence
            pause = SENTENCE_GAP + GAP_PER_WORD * len(before.text.split())
            if before.cue.split(".")[0] != sentence.cue.split(".")[0]:
                pause = TURN_GAP
            line.extend(array.array("h", bytes(2 * round(pause * RATE))))
        cues.append(Cue(sentence, len(line), len(line) + len(samples)))
        line.extend(samples)
    line.extend(array.array("h", bytes(2 * round(LEAD_OUT * RATE))))
    return line, cues


def room() -> array.array:
    """Return the impulse response of a small room: the direct sound, then reflections that die away."""
    dice = random.Random(1)
    quiet = round(0.004 * RATE)  # the nearest wall is most of a metre away
    late = range(quiet, round(ROOM_SECONDS * RATE))
    tail = [dice.gauss(0, 1) * math.exp(-n / (ROOM_DECAY * RATE)) for n in late]
    soft = [(one + two) / 2 for one, two in pairwise([0.0, *tail])]  # walls swallow the highs
    scale = ROOM_LEVEL / math.sqrt(sum(value * value for value in soft))
    response = [1.0, *[0.0] * (quiet - 1), *(value * scale for value in soft)]
    return array.array("h", (to_sample(32_767 * value) for value in response))


def treat(dry: Path, response: Path, result: Path, length: int) -> None:
    """Put the voices into the room, soften them and lay the air below; `length` is in samples."""
    graph = (
        f"[0:a]{TONE},{COMPRESS}[voices];[voices][1:a]afir=gtype=none,{LIMIT}[placed];"
        f"{AIR},atrim=end_sample={length},afade=d=0.3,areverse,afade=d=0.6,areverse[air];"
        f"[placed][air]amix=inputs=2:normalize=0:duration=shortest,apad,atrim=end_sample={length}[out]"
    )
    inputs = ("-i", dry, "-i", response)
    output = ("-map", "[out]", "-c:a", "pcm_f32le", "-bitexact", result)
    run("ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph, *output)


def loudness_filter(path: Path) -> str:
    """Measure a file and return the filter that brings it to the target with one gain, moving nothing."""
    measure = ("-af", f"{LOUDNESS}:print_format=json", "-f", "null", "-")
    report = run("ffmpeg", "-hide_banner", "-i", path, *measure)
    found = json.loads(report[report.rindex("{") : report.rindex("}") + 1])
    measured = {"I": "i", "LRA": "lra", "TP": "tp", "thresh": "thresh"}
    known = ":".join(f"measured_{ours}={found[f'input_{theirs}']}" for ours, theirs in measured.items())
    return f"{LOUDNESS}:{known}:offset={found['target_offset']}:linear=true,aresample={RATE}"


def encode(path: Path, mp3: Path, title: str, artist: str) -> None:
    """Write the MP3 at the target loudness, with a title and an artist and no other metadata."""
    tags = ("-map_metadata", "-1", "-metadata", f"title={title}", "-metadata", f"artist={artist}")
    codec = ("-c:a", "libmp3lame", "-b:a", f"{BITRATE}k", "-cutoff", str(CUTOFF), "-id3v2_version", "3")
    exact = ("-fflags", "+bitexact", "-flags:a", "+bitexact")
    run("ffmpeg", "-v", "error", "-y", "-i", path, "-af", loudness_filter(path), *tags, *codec, *exact, mp3)
    if mp3.stat().st_size > MAX_BYTES:
        fail(f"{mp3.name} has {mp3.stat().st_size} bytes, more than {MAX_BYTES}.")


def stamp(samples: int) -> str:
    """Write a position, given in samples, as hh:mm:ss.mmm."""
    seconds, thousandths = divmod(round(samples * 1000 / RATE), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def webvtt(cues: list[Cue], people: dict[str, dict]) -> str:
    """Return the transcript, one cue per sentence with the name of the speaker."""
    blocks = ["WEBVTT"]
    for cue in cues:
        name = html.escape(people[cue.sentence.who]["name"], quote=False)
        text = html.escape(cue.sentence.text, quote=False)
        blocks.append(f"{cue.sentence.cue}\n{stamp(cue.start)} --> {stamp(cue.end)}\n<v {name}>{text}</v>")
    return "\n\n".join(blocks) + "\n"


def make(slug: str, people: dict[str, dict], shows: dict[str, dict]) -> None:
    """Write the MP3 and the transcript of one episode and say how long and how large it is."""
    episode = load(HERE / "episodes" / f"{slug}.toml")
    script = sentences(episode["turns"])
    for who in {sentence.who for sentence in script} - people.keys():
        fail(f"people.toml has no {who}, who speaks in {slug}.")
    mp3 = HERE / "audio" / f"{slug}.mp3"
    vtt = HERE / "transcripts" / f"{slug}.vtt"
    mp3.parent.mkdir(exist_ok=True)
    vtt.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spoken = [(sentence, speak(sentence, people[sentence.who]["voice"], folder)) for sentence in script]
        line, cues = assemble(level(spoken))
        write_wav(folder / "dry.wav", line)
        write_wav(folder / "room.wav", room())
        treat(folder / "dry.wav", folder / "room.wav", folder / "treated.wav", len(line))
        encode(folder / "treated.wav", folder / mp3.name, episode["title"], shows[episode["show"]]["title"])
        shutil.move(folder / mp3.name, mp3)
    vtt.write_text(webvtt(cues, people), encoding="utf-8")
    print(f"{slug}: {len(cues)} cues, {len(line) / RATE:.1f} s, {mp3.stat().st_size} bytes")


def main() -> None:
    """Make the episodes named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Make the audio and the transcripts of the sample episodes.")
    parser.add_argument("slug", nargs="*", help="an episode's slug (default: every episode)")
    slugs = parser.parse_args().slug or sorted(path.stem for path in (HERE / "episodes").glob("*.toml"))
    for program in PROGRAMS:
        if not shutil.which(program):
            fail(f"{program} is not installed (on Debian: apt-get install {program}).")
    people = by_slug(load(HERE / "people.toml")["people"])
    shows = by_slug(load(HERE / "site.toml")["shows"])
    for slug in slugs:
        make(slug, people, shows)


if __name__ == "__main__":
    main()
