"""Headers that no package sets: which answers pages of other sites may use."""

#: Where things are that others show: sound and pictures in players and previews, and what is framed.
FOR_OTHERS = ("/media/", "/cards/", "/icons/", "/embed/")


class ResourcePolicyMiddleware:
    """Cross-Origin-Resource-Policy (Fetch): what is not meant for others' pages is not loaded into them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # What everybody's scripts may read is feeds, transcripts and the API.
        is_shared = request.path_info.startswith(FOR_OTHERS) or response.get("Access-Control-Allow-Origin") == "*"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_shared else "same-origin")
        return response
