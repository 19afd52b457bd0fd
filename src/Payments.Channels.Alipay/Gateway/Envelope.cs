using System.Text.Json;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>
/// The parts of an answer: the method's node as the raw bytes that were signed, and what stands beside it. Found by reading the JSON strictly
/// from its first byte to its last, so that braces, quotes and names inside values cannot move the node's borders.
/// </summary>
/// <param name="Node">The node's raw bytes: an object from its first brace to its last, or text with its quotes when encrypted.</param>
/// <param name="IsEncrypted">Whether the node is text.</param>
/// <param name="Sign">The signature, when there is one.</param>
/// <param name="CertificateNumber">The number of the certificate it was made under, in certificate mode.</param>
internal sealed record Envelope(ReadOnlyMemory<byte> Node, bool IsEncrypted, string? Sign, string? CertificateNumber)
{
    private const string ErrorNode = "error_response";

    public static string NodeName(string method) => method.Replace('.', '_') + "_response";

    /// <returns><see langword="null"/> and the cause when the body is not one answer to this method.</returns>
    public static Envelope? TryRead(ReadOnlyMemory<byte> body, string method, out string cause)
    {
        try
        {
            cause = "";
            return new Scan(body).Read(NodeName(method), ref cause);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member beside the node that is no text, or no UTF-8.
            cause = "the answer is not the JSON of the protocol.";
            return null;
        }
    }

    /// <summary>The text of an encrypted node.</summary>
    public string ReadText()
    {
        var reader = new Utf8JsonReader(Node.Span);
        reader.Read();
        return reader.GetString()!;
    }

    private ref struct Scan(ReadOnlyMemory<byte> body)
    {
        private Utf8JsonReader _reader = new(body.Span);
        private ReadOnlyMemory<byte>? _node;
        private bool _isEncrypted;
        private string? _sign;
        private string? _certificateNumber;

        public Envelope? Read(string nodeName, ref string cause)
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                cause = "the answer is no JSON object.";
                return null;
            }

            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!ReadMember(nodeName))
                {
                    cause = "a member that verification depends on appears twice.";
                    return null;
                }
            }

            // Anything but white space after the closing brace makes this throw.
            _reader.Read();
            cause = _node is null ? "the answer has no node of this method." : "";
            return _node is { } node ? new Envelope(node, _isEncrypted, _sign, _certificateNumber) : null;
        }

        private bool ReadMember(string nodeName)
        {
            if (_reader.ValueTextEquals(nodeName) || _reader.ValueTextEquals(ErrorNode))
            {
                var isFirst = _node is null;
                ReadNode();
                return isFirst;
            }

            if (_reader.ValueTextEquals("sign"))
            {
                return ReadText(ref _sign);
            }

            if (_reader.ValueTextEquals("alipay_cert_sn"))
            {
                return ReadText(ref _certificateNumber);
            }

            _reader.Skip();
            return true;
        }

        private void ReadNode()
        {
            _reader.Read();
            var start = (int)_reader.TokenStartIndex;
            _isEncrypted = _reader.TokenType == JsonTokenType.String;
            if (!_isEncrypted && _reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            _reader.Skip();
            _node = body[start..(int)_reader.BytesConsumed];
        }

        private bool ReadText(ref string? member)
        {
            var isFirst = member is null;
            _reader.Read();
            member = _reader.GetString() ?? "";
            return isFirst;
        }
    }
}
