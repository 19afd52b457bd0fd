namespace Payments.AspNetCore.Hosting;

/// <summary>Endpoint names, unique per prefix so that the routes can be mounted twice: <c>payments.createOrder</c>.</summary>
internal readonly struct RouteNames(string scope)
{
    public static RouteNames For(string prefix) => new(prefix.Trim('/').Replace('/', '.'));

    public string Of(string operation) => scope.Length == 0 ? operation : $"{scope}.{operation}";
}
