"""The editors' door: the admin site and its wording."""

from django.contrib import admin


class NewsroomAdminSite(admin.AdminSite):
    site_header = "采编平台"
    site_title = "采编平台"
    index_title = "工作台"


site = NewsroomAdminSite()
