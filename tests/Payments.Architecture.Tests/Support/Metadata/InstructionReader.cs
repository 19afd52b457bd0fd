using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Payments.Architecture.Tests.Support.Metadata;

/// <summary>Takes a method body apart into its instructions; the operand is given where it is a token.</summary>
internal static class InstructionReader
{
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    public static IReadOnlyList<(ILOpCode Operation, int Token)> Read(BlobReader body)
    {
        var instructions = new List<(ILOpCode, int)>();
        while (body.RemainingBytes > 0)
        {
            ushort code = body.ReadByte();
            if (code == 0xFE)
            {
                code = (ushort)((code << 8) | body.ReadByte());
            }

            instructions.Add(((ILOpCode)code, ReadOperand(ref body, Operands[code])));
        }

        return instructions;
    }

    private static int ReadOperand(ref BlobReader body, OperandType type)
    {
        switch (type)
        {
            case OperandType.InlineNone:
                return 0;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                body.ReadByte();
                return 0;
            case OperandType.InlineVar:
                body.ReadInt16();
                return 0;
            case OperandType.InlineI8 or OperandType.InlineR:
                body.ReadInt64();
                return 0;
            case OperandType.InlineSwitch:
                var targets = body.ReadInt32();
                body.Offset += targets * sizeof(int);
                return 0;
            default:
                return body.ReadInt32();
        }
    }
}
