from django.urls import include
from django.urls import re_path as url

handler400 = handler403 = handler404 = handler500 = None
