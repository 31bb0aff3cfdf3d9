"""Staff pages of commitments: the register, one commitment, its forms, review, disputes, programme, import."""
