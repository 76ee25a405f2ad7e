"""A CDC-ACM board made of the kernel's gadget framework, plugged into the kernel's own dummy USB controller."""
import subprocess
from pathlib import Path

CONFIGFS = Path("/sys/kernel/config")
CONTROLLER = "dummy_udc.0"


class SerialGadget:
    """The gadget side is the tty `port`; the host side appears as /dev/ttyACM* while it is plugged in."""

    port = Path("/dev/ttyGS0")

    def __init__(self, vendor, product_id, product, serial):
        for module in ("dummy_hcd", "libcomposite", "usb_f_acm", "cdc_acm"):
            subprocess.run(["modprobe", module], check=True)
        if not (CONFIGFS / "usb_gadget").is_dir():
            subprocess.run(["mount", "-t", "configfs", "none", str(CONFIGFS)], check=True)
        gadget = self.path = CONFIGFS / "usb_gadget" / "board"
        strings = gadget / "strings" / "0x409"
        configuration = gadget / "configs" / "c.1"
        strings.mkdir(parents=True)
        configuration.mkdir()
        (gadget / "idVendor").write_text(f"0x{vendor:04x}")
        (gadget / "idProduct").write_text(f"0x{product_id:04x}")
        (gadget / "bcdUSB").write_text("0x0200")
        (strings / "manufacturer").write_text("pibd")
        (strings / "product").write_text(product)
        (strings / "serialnumber").write_text(serial)
        function = gadget / "functions" / "acm.0"
        function.mkdir()
        (configuration / "acm.0").symlink_to(function)

    def plug(self):
        (self.path / "UDC").write_text(CONTROLLER)

    def unplug(self):
        (self.path / "UDC").write_text("\n")
