"""培训: sessions of the province, who is enrolled for them, places, results and certificates."""
