"""The way in at the public door: one question a page, the receipt, coming back with it, the filing proof."""
