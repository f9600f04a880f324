// A recommendation service that was switched off last year; nobody took its call out of the product page.
shopRecommendations.load({ slot: "product", limit: 4 });
