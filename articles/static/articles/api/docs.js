"use strict";

/* The document comes from this site; nothing is sent anywhere else, so the validator's badge is off. */
{
  const root = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    url: root.dataset.openapi,
    domNode: root,
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ["get", "head"],
    defaultModelsExpandDepth: 0,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
}
