module staff

go 1.19
