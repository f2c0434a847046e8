module example.com/token-endpoint

go 1.19
