"""花名册: rosters declared by data in ``resources/papers``, and the one builder of them all."""
