// Shows the API's operations with Swagger UI, which was loaded before:
//   <div id="api-docs" data-api-docs="/api/v1/openapi.json" data-csrf-token="…"></div>
// What is tried here while signed in carries the token that a session needs.

const place = document.querySelector("[data-api-docs]");

SwaggerUIBundle({
  url: place.dataset.apiDocs,
  dom_id: `#${place.id}`,
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = place.dataset.csrfToken;
    return request;
  },
});
