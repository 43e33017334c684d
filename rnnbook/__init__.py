"""The package behind the textbook: data, models, training, plotting and evidence.

Importing ``rnnbook`` alone imports nothing heavy; import the subpackage you need, for example
``from rnnbook.models import SimpleRNN``.
"""

from rnnbook._version import __version__

__all__ = ["__version__"]
