using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Payments.Architecture.Tests.Support.Metadata;

/// <summary>What the methods and fields of a built assembly are made of, read from its metadata without running it.</summary>
internal sealed class AssemblyScan
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private readonly SignatureText _text = new();

    private AssemblyScan(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
    }

    public static IReadOnlyList<ScannedMember> Of(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        var scan = new AssemblyScan(image);
        return [.. scan.Fields().Concat(scan.Methods())];
    }

    public static IReadOnlyList<string> ReferencedAssemblies(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private IEnumerable<ScannedMember> Fields() => _metadata.FieldDefinitions.Select(handle =>
    {
        var field = _metadata.GetFieldDefinition(handle);
        var type = SignatureText.NameOf(_metadata, field.GetDeclaringType());
        return new ScannedMember(type, _metadata.GetString(field.Name)) { Types = [field.DecodeSignature(_text, null)] };
    });

    private IEnumerable<ScannedMember> Methods() => _metadata.MethodDefinitions.Select(handle =>
    {
        var method = _metadata.GetMethodDefinition(handle);
        var signature = method.DecodeSignature(_text, null);
        List<string> types = [signature.ReturnType, .. signature.ParameterTypes];
        List<ScannedCall> calls = [];
        List<ILOpCode> operations = [];
        if (method.RelativeVirtualAddress != 0)
        {
            var body = _image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                types.AddRange(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_text, null));
            }

            foreach (var (operation, token) in InstructionReader.Read(body.GetILReader()))
            {
                operations.Add(operation);
                if (operation is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn)
                {
                    calls.Add(CallOf(MetadataTokens.EntityHandle(token)));
                }
            }
        }

        return new ScannedMember(SignatureText.NameOf(_metadata, method.GetDeclaringType()), _metadata.GetString(method.Name))
        {
            Types = types,
            Calls = calls,
            Operations = operations,
        };
    });

    private ScannedCall CallOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                var generic = CallOf(specification.Method);
                return generic with { Types = [.. generic.Types, .. specification.DecodeSignature(_text, null)] };
            case HandleKind.MemberReference:
                var reference = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                var signature = reference.DecodeMethodSignature(_text, null);
                var parent = ParentOf(reference.Parent);
                return new ScannedCall(parent, _metadata.GetString(reference.Name), [parent, signature.ReturnType, .. signature.ParameterTypes]);
            case HandleKind.MethodDefinition:
                var definition = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                var own = definition.DecodeSignature(_text, null);
                return new ScannedCall(SignatureText.NameOf(_metadata, definition.GetDeclaringType()), _metadata.GetString(definition.Name), [own.ReturnType, .. own.ParameterTypes]);
            default:
                throw new InvalidDataException($"A call of a {handle.Kind}.");
        }
    }

    private string ParentOf(EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => SignatureText.NameOf(_metadata, (TypeReferenceHandle)parent),
        HandleKind.TypeDefinition => SignatureText.NameOf(_metadata, (TypeDefinitionHandle)parent),
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(_text, null),
        HandleKind.MethodDefinition => SignatureText.NameOf(_metadata, _metadata.GetMethodDefinition((MethodDefinitionHandle)parent).GetDeclaringType()),
        _ => parent.Kind.ToString(),
    };
}
