"""A roster of people who do not exist: as many as asked for, the same ones every time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from app.actions.sample.people import People
from app.actions.sample.story import meeting_place_of_nobody
