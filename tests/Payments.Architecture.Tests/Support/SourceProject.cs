using System.Reflection;
using System.Xml.Linq;

namespace Payments.Architecture.Tests.Support;

/// <summary>A project under <c>src</c>: one package.</summary>
internal sealed class SourceProject(string path)
{
    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    public string Path { get; } = path;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The projects it refers to, by name.</summary>
    public IReadOnlyList<string> References { get; } =
    [
        .. XDocument.Load(path).Descendants()
            .Where(element => element.Name.LocalName == "ProjectReference")
            .Select(element => System.IO.Path.GetFileNameWithoutExtension(((string?)element.Attribute("Include") ?? "").Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The assembly's name: that of the project, unless the project says otherwise.</summary>
    public string AssemblyName { get; } =
        (string?)XDocument.Load(path).Descendants().FirstOrDefault(element => element.Name.LocalName == "AssemblyName") ?? System.IO.Path.GetFileNameWithoutExtension(path);

    public string AssemblyPath => System.IO.Path.Combine(AppContext.BaseDirectory, $"{AssemblyName}.dll");

    public Assembly Assembly => Assembly.Load(AssemblyName);

    public override string ToString() => Name;
}
