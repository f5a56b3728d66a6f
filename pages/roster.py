from icp.ui import frame

frame.page_head("roster")
