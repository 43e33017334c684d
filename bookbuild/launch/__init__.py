"""What proves that the notebooks open and run elsewhere: on Binder, on Colab, at home."""
