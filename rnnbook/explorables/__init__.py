"""Interactive figures: a still picture as SVG, and the controls and numbers to change it by."""

from rnnbook.explorables._explorables import Button, Choice, Explorable, Slider, explorable
from rnnbook.explorables._panels import Mark, Panel, rounded

__all__ = ["Button", "Choice", "Explorable", "Mark", "Panel", "Slider", "explorable", "rounded"]
