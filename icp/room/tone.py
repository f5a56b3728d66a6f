"""The sound of a clock that ran out: two soft notes, worked out here."""

from __future__ import annotations

import io
import wave
from functools import lru_cache

RATE = 16_000
"""Samples a second."""
SECONDS = 2.0
LOUDEST = 0.4
"""Of what a loudspeaker is given at most."""
_NOTES = ((0.0, 659.26), (0.45, 523.25))  # when each begins, and its pitch in hertz: e″, c″
_PARTIALS = ((1, 1.0, 0.45), (2, 0.3, 0.25), (3, 0.1, 0.12))  # multiple of the pitch, strength, seconds to fade to 1/e
_BEGINS = 0.02  # seconds a note takes to rise: none is struck hard


@lru_cache(maxsize=1)
def ring() -> bytes:
    """The tone as a WAV file: one channel of 16 bits, some 60 kB."""
    import numpy as np

    time = np.arange(int(SECONDS * RATE)) / RATE
    heard = np.zeros_like(time)
    for begins, pitch in _NOTES:
        since = np.clip(time - begins, 0, None)
        rise = np.clip(since / _BEGINS, 0, 1)
        for multiple, strength, fades in _PARTIALS:
            heard += rise * strength * np.exp(-since / fades) * np.sin(2 * np.pi * pitch * multiple * since)
    heard *= np.clip((SECONDS - time) / 0.1, 0, 1)  # it ends in silence, without a click
    heard *= LOUDEST / np.abs(heard).max()
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((heard * 32_767).astype("<i2").tobytes())
    return file.getvalue()
