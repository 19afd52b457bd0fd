using QRCoder;

namespace MerchantWeb.Shop;

internal static class QrCode
{
    /// <summary>Draws a QR code that scales to the size it is shown at, with the quiet zone scanners need.</summary>
    public static string Draw(string content)
    {
        using var data = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.M);
        using var drawing = new SvgQRCode(data);
        return drawing.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
