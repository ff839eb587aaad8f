def test_系统首页_待办工作(visits):
    clerk = visits.enter("yl_clerk")
    assert clerk.get_by_role("region", name="待办工作").is_visible()
