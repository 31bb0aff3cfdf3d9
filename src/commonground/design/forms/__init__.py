"""How forms are drawn. With `FORM_RENDERER` set to `DesignRenderer`, `{{ form }}` is drawn this way too."""

from .renderer import DesignRenderer

__all__ = ["DesignRenderer"]
