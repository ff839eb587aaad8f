"""人员基本信息填报: the dossiers of those who hold, or held, a supervision certificate."""
