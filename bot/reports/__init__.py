"""Reports for those who look after the agreements, as pages and as text. They stand on their own: no script, no request."""
