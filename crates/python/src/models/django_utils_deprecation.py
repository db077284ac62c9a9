class MiddlewareMixin:
    def __init__(self, get_response=None):
        self.get_response = get_response

    def __call__(self, request):
        response = None
        if hasattr(self, "process_request"):
            response = self.process_request(request)  #@ django/utils/deprecation.py:116
        response = response or self.get_response(request)  #@ django/utils/deprecation.py:117
        if hasattr(self, "process_response"):
            response = self.process_response(request, response)
        return response


class RemovedInDjango40Warning(PendingDeprecationWarning):
    pass
