//! The service behind the forms, with its table, on the same address as the site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use collector::catalogue::{Catalogue, CatalogueError};
use collector::guard::Origin;
use collector::http::{Service, router};
use collector::seal::Keys;
use collector::store::Store;
use collector::store::client::Patience;
use collector_local::{DevelopmentKeys, ENDPOINT, FORMS_FILE, KEYS_FILE, LocalError, PACKAGES_FILE, TABLE_FILE, Table};
use generator::render::Renderer;
use jiff::Timestamp;
use tower::ServiceExt;

/// What stands behind the pages: table, keys, and the service that answers forms as they are now.
#[derive(Clone)]
pub(super) struct Backstage {
    store: Store,
    keys: Keys,
    data: PathBuf,
    service: Arc<RwLock<Option<Router>>>,
    table: Arc<Table>,
}

impl Backstage {
    /// Opens table and keys in the folder `data`, and makes them where they are not there.
    pub(super) async fn open(data: &Path) -> Result<Self, LocalError> {
        #[expect(clippy::disallowed_methods, reason = "the variable that every AWS program reads")]
        let table = Table::find(data, std::env::var(ENDPOINT).ok())?;
        if let Table::Ours(embedded) = &table {
            embedded.sweep();
        }
        Ok(Self {
            store: table.store(Patience::Service).await?,
            keys: DevelopmentKeys::open(data)?.public(),
            data: data.to_owned(),
            service: Arc::default(),
            table: Arc::new(table),
        })
    }

    /// Says where answers go.
    pub(super) fn place(&self) -> String {
        let table = match self.table.elsewhere() {
            Some(address) => format!("i tabellen på {address}"),
            None => format!("i {}", self.data.join(TABLE_FILE).display()),
        };
        format!(
            "Svar på formularer ligger {table}; nøgler kun til udvikling i {}.",
            self.data.join(KEYS_FILE).display()
        )
    }

    /// Lets the service answer with the forms as `renderer` draws them now. Pages that people have open go on working.
    pub(super) fn follow(&self, renderer: &Renderer) -> Result<(), CatalogueError> {
        let file = |name: &str| {
            let drawn = renderer.service_file(name).ok_or(io::ErrorKind::NotFound)?;
            drawn.map_err(|diagnostic| io::Error::other(diagnostic.message().to_owned()))
        };
        // For the staff program: the words of the questions, and what is in which package.
        for (name, kept) in [("forms.json", FORMS_FILE), ("packages.json", PACKAGES_FILE)] {
            if let Ok(text) = file(name) {
                fs::write(self.data.join(kept), text).map_err(|error| CatalogueError::Missing(kept.into(), error))?;
            }
        }
        let catalogue = match Catalogue::load(file) {
            // A site without forms has nothing to answer.
            Err(CatalogueError::Empty) => return Ok(()),
            loaded => loaded?,
        };
        let service = Service {
            catalogue,
            keys: self.keys.clone(),
            store: self.store.clone(),
            origin: Origin::SameAsHost,
            now: Timestamp::now,
        };
        *self.service.write().unwrap_or_else(PoisonError::into_inner) = Some(router(Arc::new(service)));
        Ok(())
    }

    /// Answers a request to the service.
    pub(super) async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let service = self.service.read().unwrap_or_else(PoisonError::into_inner).clone();
        match service {
            Some(service) => service.oneshot(request).await.unwrap_or_else(|never| match never {}),
            None => {
                let mut response = Response::new(Body::from("Formularerne svarer, når stedet kan bygges.\n"));
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                response
            }
        }
    }
}
