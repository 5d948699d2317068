CREATE TABLE realm (
    id varchar(36) NOT NULL PRIMARY KEY,
    name varchar(255) UNIQUE
);
CREATE TABLE user_entity (
    id varchar(36) NOT NULL PRIMARY KEY,
    email varchar(255),
    email_constraint varchar(255),
    email_verified boolean NOT NULL DEFAULT false,
    enabled boolean NOT NULL DEFAULT false,
    federation_link varchar(255),
    first_name varchar(255),
    last_name varchar(255),
    realm_id varchar(255),
    username varchar(255),
    created_timestamp bigint,
    service_account_client_link varchar(255),
    not_before integer NOT NULL DEFAULT 0,
    UNIQUE (realm_id, username)
);
CREATE TABLE user_attribute (
    id varchar(36) NOT NULL PRIMARY KEY,
    name varchar(255) NOT NULL,
    value varchar(255),
    user_id varchar(36) NOT NULL REFERENCES user_entity (id)
);
CREATE TABLE keycloak_role (
    id varchar(36) NOT NULL PRIMARY KEY,
    client_role boolean NOT NULL DEFAULT false,
    name varchar(255),
    realm_id varchar(255),
    client varchar(36)
);
CREATE TABLE user_role_mapping (
    role_id varchar(255) NOT NULL,
    user_id varchar(36) NOT NULL REFERENCES user_entity (id),
    PRIMARY KEY (role_id, user_id)
);
CREATE TABLE credential (
    id varchar(36) NOT NULL PRIMARY KEY,
    salt bytea,
    type varchar(255),
    user_id varchar(36) REFERENCES user_entity (id),
    created_date bigint,
    user_label varchar(255),
    secret_data text,
    credential_data text,
    priority integer
);
