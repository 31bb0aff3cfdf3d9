"""Pages that the city writes itself: at the public door as published copies, at the staff door in Wagtail."""
