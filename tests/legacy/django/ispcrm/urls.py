"""The operations of the page "Login and Logout"."""

from django.urls import path

from ispcrm import views

urlpatterns = [
    path("api/v1/subscriber/Login", views.log_in),
    path("api/v1/subscriber/Logout", views.log_out),
]
