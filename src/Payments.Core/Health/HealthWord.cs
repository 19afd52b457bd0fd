using System.Text.Json.Serialization;
using Payments.Channels;

namespace Payments.Core.Health;

/// <summary>What a node tells the others of an account.</summary>
/// <param name="Node">The node, by a name made up when it started.</param>
/// <param name="Finding">Rises with each word of the node about the account.</param>
/// <param name="Health">What it found out itself.</param>
internal sealed record HealthWord(string Node, int Finding, ChannelHealth Health);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HealthWord))]
internal sealed partial class HealthWordJson : JsonSerializerContext;
