"""Looking inside: what a network's states and gradients tell, trained or not."""

__all__: list[str] = []
