//! What carries the messages of a telephone: UDP, or one TCP connection.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, UdpSocket};
use tokio::sync::Mutex;

/// How a telephone reaches its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Udp,
    /// Over one connection, which lasts as long as the telephone.
    Tcp,
}

pub enum Wire {
    Udp { socket: UdpSocket, server: SocketAddr },
    Tcp { own: SocketAddr, writer: Mutex<OwnedWriteHalf>, reader: Mutex<Reader> },
}

/// What has come of a connection and was not read as a message yet.
pub struct Reader {
    half: OwnedReadHalf,
    came: Vec<u8>,
}

impl Wire {
    /// From this address of the computer.
    pub async fn open(by: By, own: &str, server: SocketAddr) -> Self {
        let own = SocketAddr::new(own.parse().unwrap(), 0);
        match by {
            By::Udp => Self::Udp { socket: UdpSocket::bind(own).await.unwrap(), server },
            By::Tcp => {
                let socket = TcpSocket::new_v4().unwrap();
                socket.bind(own).unwrap();
                let stream = socket.connect(server).await.unwrap();
                let own = stream.local_addr().unwrap();
                let (reader, writer) = stream.into_split();
                let reader = Mutex::new(Reader { half: reader, came: Vec::new() });
                Self::Tcp { own, writer: Mutex::new(writer), reader }
            }
        }
    }

    pub fn by(&self) -> By {
        match self {
            Self::Udp { .. } => By::Udp,
            Self::Tcp { .. } => By::Tcp,
        }
    }

    pub fn own(&self) -> SocketAddr {
        match self {
            Self::Udp { socket, .. } => socket.local_addr().unwrap(),
            Self::Tcp { own, .. } => *own,
        }
    }

    /// As a Via and the address of a Contact say it.
    pub fn names(&self) -> (&'static str, &'static str) {
        match self.by() {
            By::Udp => ("UDP", ""),
            By::Tcp => ("TCP", ";transport=tcp"),
        }
    }

    pub async fn send(&self, text: &str) {
        match self {
            Self::Udp { socket, server } => drop(socket.send_to(text.as_bytes(), server).await.unwrap()),
            Self::Tcp { writer, .. } => writer.lock().await.write_all(text.as_bytes()).await.unwrap(),
        }
    }

    /// The next message; none where nothing comes any more.
    pub async fn receive(&self) -> Option<String> {
        match self {
            Self::Udp { socket, .. } => {
                let mut buffer = vec![0; 65_536];
                let (length, _) = socket.recv_from(&mut buffer).await.ok()?;
                Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
            }
            Self::Tcp { reader, .. } => reader.lock().await.next().await,
        }
    }
}

impl Reader {
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(length) = self.length() {
                let message: Vec<u8> = self.came.drain(..length).collect();
                return Some(String::from_utf8_lossy(&message).into_owned());
            }
            if self.half.read_buf(&mut self.came).await.ok()? == 0 {
                return None;
            }
        }
    }

    /// How long the first message is, once it is all there.
    fn length(&mut self) -> Option<usize> {
        // What keeps a connection alive is no message (RFC 5626 section 3.5.1).
        let blank = self.came.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.came.drain(..blank);
        let head = self.came.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let fields = String::from_utf8_lossy(&self.came[..head]).to_ascii_lowercase();
        let (_, body) = fields.split_once("\r\ncontent-length:")?;
        let body: usize = body.lines().next()?.trim().parse().ok()?;
        (self.came.len() >= head + body).then_some(head + body)
    }
}
