namespace Payments.Core.Options;

/// <summary>The path of the section the engine reads, so that problems name settings as the operator wrote them.</summary>
internal sealed record ConfigurationPath(string Root)
{
    public string Of(string name) => $"{Root}:{name}";
}
