"""The tone of a clock that ran out: what a player finds in it."""

from __future__ import annotations

import io
import wave

import numpy as np

from icp.room.tone import LOUDEST, RATE, SECONDS, ring


def samples() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with wave.open(io.BytesIO(ring())) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE)
        return np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2") / 32_767


def test_it_is_short_soft_and_ends_in_silence() -> None:
    heard = samples()
    assert len(heard) == SECONDS * RATE
    assert len(ring()) < 70_000
    assert abs(np.abs(heard).max() - LOUDEST) < 0.001
    assert heard[0] == heard[-1] == 0
    assert np.abs(np.diff(heard)).max() < 0.25  # no click in it


def test_its_two_notes_are_e_and_c() -> None:
    heard = samples()
    for begins, pitch in ((0.0, 659.26), (0.5, 523.25)):
        part = heard[int(begins * RATE) : int((begins + 0.4) * RATE)]
        loudest = np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax() / 0.4
        assert abs(loudest - pitch) < 3
