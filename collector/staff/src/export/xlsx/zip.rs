//! A zip archive, as far as a workbook needs it: parts that were packed on their own, put one after the other.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Seek, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Something that is packed while it is written.
pub(super) struct Packing<W: Write> {
    packer: DeflateEncoder<W>,
    sum: Crc,
    bytes: u64,
}

/// A part, packed, with what the archive says about it.
pub(super) struct Packed {
    file: File,
    sum: u32,
    bytes: u64,
}

impl<W: Write> Packing<W> {
    /// Begins to pack into `out`. Quickly rather than tightly: rows of a table pack well either way.
    pub(super) fn into(out: W) -> Self {
        Self { packer: DeflateEncoder::new(out, Compression::new(2)), sum: Crc::new(), bytes: 0 }
    }

    /// Returns how many bytes were written, before they were packed.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl<W: Write> Write for Packing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.packer.write(buffer)?;
        self.sum.update(buffer.get(..written).unwrap_or_default());
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.packer.flush()
    }
}

impl Packing<BufWriter<File>> {
    /// Ends the part.
    pub(super) fn end(self) -> io::Result<Packed> {
        let (sum, bytes) = (self.sum.sum(), self.bytes);
        let mut file = self.packer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Packed { file, sum, bytes })
    }
}

/// An archive that is being written.
pub(super) struct Zip<W: Write> {
    out: W,
    at: u64,
    list: Vec<u8>,
    parts: u16,
}

/// Packed parts and archives end here; beyond it begins another form of archive, which no table of ours needs.
const MOST: u64 = u32::MAX as u64;

impl<W: Write> Zip<W> {
    /// Begins an archive.
    pub(super) fn begin(out: W) -> Self {
        Self { out, at: 0, list: Vec::new(), parts: 0 }
    }

    /// Adds a short part.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let mut packing = Packing::into(Vec::new());
        packing.write_all(text.as_bytes())?;
        let (sum, bytes) = (packing.sum.sum(), packing.bytes);
        let packed = packing.packer.finish()?;
        self.part(name, sum, bytes, u64::try_from(packed.len()).unwrap_or(MOST), packed.as_slice())
    }

    /// Adds a part that has been packed before.
    pub(super) fn packed(&mut self, name: &str, part: Packed) -> io::Result<()> {
        let length = part.file.metadata()?.len();
        self.part(name, part.sum, part.bytes, length, part.file)
    }

    /// Ends the archive with the list of its parts.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let (length, at) = (self.list.len(), small(self.at)?);
        self.out.write_all(&self.list)?;
        let mut end = vec![b'P', b'K', 5, 6, 0, 0, 0, 0];
        end.extend(self.parts.to_le_bytes());
        end.extend(self.parts.to_le_bytes());
        end.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        end.extend(at.to_le_bytes());
        end.extend([0, 0]);
        self.out.write_all(&end)?;
        self.out.flush()
    }

    fn part(&mut self, name: &str, sum: u32, bytes: u64, length: u64, mut packed: impl Read) -> io::Result<()> {
        let about = about(name, sum, small(bytes)?, small(length)?);
        self.list.extend([b'P', b'K', 1, 2, 20, 0]);
        self.list.extend(&about);
        // No comment, the first disk, no attributes, and where the part begins.
        self.list.extend([0; 10]);
        self.list.extend(small(self.at)?.to_le_bytes());
        self.list.extend(name.as_bytes());
        self.parts += 1;
        self.out.write_all(&[b'P', b'K', 3, 4])?;
        self.out.write_all(&about)?;
        self.out.write_all(name.as_bytes())?;
        let copied = io::copy(&mut packed, &mut self.out)?;
        if copied != length {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "a packed sheet has shrunk"));
        }
        self.at += 4 + 26 + u64::try_from(name.len()).unwrap_or_default() + length;
        Ok(())
    }
}

/// Returns the 26 bytes that stand before a part and in the list alike. The day is always the first one that the form knows.
fn about(name: &str, sum: u32, bytes: u32, packed: u32) -> Vec<u8> {
    // Version 2.0, names in UTF-8, packed by deflate, no time, 1 January 1980.
    let mut about = vec![20, 0, 0, 8, 8, 0, 0, 0, 33, 0];
    about.extend(sum.to_le_bytes());
    about.extend(packed.to_le_bytes());
    about.extend(bytes.to_le_bytes());
    about.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
    about.extend([0, 0]);
    about
}

fn small(number: u64) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::Error::new(ErrorKind::FileTooLarge, "a workbook of more than 4 GB"))
}
