//! Passwords: argon2id, off the threads that answer requests, and never more at a time than there are processors.

use std::num::NonZero;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::sync::Semaphore;

use crate::http::ApiError;

/// Shortest password that is taken, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Longest password that is taken, in bytes.
pub const PASSWORD_MAX: usize = 1024;

/// A password could not be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// No memory or no randomness.
    #[error("the password could not be hashed")]
    Hash,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        tracing::error!(%error, "a password could not be worked on");
        Self::unavailable()
    }
}

/// Hashes and verifies passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    // Verified against where there is no such user, so that the answer takes as long as for one that exists.
    nobody: Arc<str>,
}

impl Passwords {
    /// Prepares the hash that stands in for users who do not exist.
    ///
    /// # Errors
    /// When there is no memory or no randomness.
    pub fn new() -> Result<Self, PasswordError> {
        let nobody = hash_now(&crate::secrets::random())?;
        Ok(Self { turns: Arc::new(Semaphore::new(processors())), nobody: nobody.into() })
    }

    /// The hash of a password in PHC form, with a salt of its own.
    ///
    /// # Errors
    /// When there is no memory or no randomness.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let password = password.to_owned();
        self.run(move || hash_now(&password)).await?
    }

    /// The hashes of many passwords, in their order. One processor is left to those who sign in meanwhile.
    ///
    /// # Errors
    /// When there is no memory or no randomness.
    pub async fn hash_all(&self, passwords: &[String]) -> Result<Vec<String>, PasswordError> {
        let at_once = processors().saturating_sub(1).max(1);
        let work: Vec<_> = passwords.iter().map(|password| self.hash(password)).collect();
        stream::iter(work).buffered(at_once).try_collect().await
    }

    /// Is this the password? Takes as long, and says no, where there is no hash.
    ///
    /// # Errors
    /// When the server is stopping.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let password = password.to_owned();
        let matches = self
            .run(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(matches && exists)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| PasswordError::Stopping)?;
        // The turn goes with the work, which goes on even when nobody waits for it any more.
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|_| PasswordError::Stopping)
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, NonZero::get)
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    let hash: Result<argon2::password_hash::phc::PasswordHash, _> =
        Argon2::default().hash_password(password.as_bytes());
    hash.map(|h| h.to_string()).map_err(|_| PasswordError::Hash)
}
