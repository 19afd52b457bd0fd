using System.Text;

namespace Payments.Fuzz.Oracles;

/// <summary>A JSON value as it was written: strings and numbers keep their text, objects keep every member, twice if it was there twice.</summary>
internal abstract class JsonTree
{
    /// <summary>A string (quotes and escapes kept), a number or a word.</summary>
    internal sealed class Token(string text) : JsonTree
    {
        public string Text { get; } = text;

        public bool IsString => Text.StartsWith('"');

        public override void Write(StringBuilder text) => text.Append(Text);
    }

    internal sealed class Array(List<JsonTree> items) : JsonTree
    {
        public List<JsonTree> Items { get; } = items;

        public override void Write(StringBuilder text)
        {
            text.Append('[');
            for (var i = 0; i < Items.Count; i++)
            {
                _ = i > 0 ? text.Append(',') : text;
                Items[i].Write(text);
            }

            text.Append(']');
        }
    }

    internal sealed class Object(List<(string Name, JsonTree Value)> members) : JsonTree
    {
        /// <summary>Names with their quotes and escapes.</summary>
        public List<(string Name, JsonTree Value)> Members { get; } = members;

        /// <summary>The values of the member of this name, however its name is escaped.</summary>
        public IEnumerable<JsonTree> Find(string name) =>
            Members.Where(member => JsonReading.Unescape(member.Name) == name).Select(member => member.Value);

        public override void Write(StringBuilder text)
        {
            text.Append('{');
            for (var i = 0; i < Members.Count; i++)
            {
                _ = i > 0 ? text.Append(',') : text;
                text.Append(Members[i].Name).Append(':');
                Members[i].Value.Write(text);
            }

            text.Append('}');
        }
    }

    public abstract void Write(StringBuilder text);

    public override string ToString()
    {
        var text = new StringBuilder(1024);
        Write(text);
        return text.ToString();
    }
}
