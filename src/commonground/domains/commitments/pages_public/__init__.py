"""The public face of commitments: every page, file, feed and form that anyone may open. Addresses: `urls_public`."""
