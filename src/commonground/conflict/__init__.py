"""Who a matter is about, and whom that keeps away from it, in every list, count, search and view of the audit."""
